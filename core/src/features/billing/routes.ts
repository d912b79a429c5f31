import { changeTariff } from "./change-tariff.ts";
import { getMySubscription } from "./get-my-subscription.ts";
import { getTariff } from "./get-tariff.ts";
import { listTariffs } from "./list-tariffs.ts";

export const billingOperations = [listTariffs, getTariff, getMySubscription, changeTariff];
