import type { components } from "./generated/schema.d.ts";

type Schemas = components["schemas"];

// Short names for what core's answers are made of; the shapes come from its OpenAPI document alone.
export type Tariff = Schemas["Tariff"];
export type Subscription = Schemas["Subscription"];
export type User = Schemas["User"];
export type Tenant = Schemas["Tenant"];
export type CatalogueModule = Schemas["Module"];
export type Suspension = Schemas["Suspension"];
export type Instance = Schemas["Instance"];
export type InstanceStatusEvent = Schemas["InstanceStatusEvent"];
export type Step = Schemas["Step"];
export type Overview = Schemas["Overview"];
export type FounderUser = Schemas["FounderUser"];
export type FounderTenant = Schemas["FounderTenant"];
