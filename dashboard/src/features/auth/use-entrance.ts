"use client";

import { useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import type { Tariff } from "#api/models.ts";
import { useDraft } from "#components/form/use-draft.ts";
import { useSubmission } from "#components/form/use-submission.ts";
import { emptyDraft, findStageOf, planStage, type EntranceDraft, type EntranceStage } from "./draft.ts";
import { openPage } from "./open-page.ts";
import type { Unkept } from "./site-stage.tsx";
import { useCodeSender } from "./use-code-sender.ts";

/**
 * The entrance's flow. What is typed survives a reload in this tab, the proof of the phone in a cookie that scripts cannot read.
 *
 * @param provedPhone the phone that this browser has proved and may register, if there is one
 * @param tariff what was chosen on the way here
 */
export function useEntrance(provedPhone: string | undefined, tariff: Tariff | undefined) {
  const { draft, change: keep, forget } = useDraft("entrance", emptyDraft);
  const [proved, setProved] = useState(provedPhone);
  const submission = useSubmission();
  const onDelivery = (delivery: EntranceDraft["delivery"]) => keep({ delivery });
  const sender = useCodeSender({ purpose: "login", delivery: draft.delivery, onDelivery });

  const goTo = (stage: EntranceStage) => {
    submission.clear();
    keep({ stage });
  };
  const enterAs = (path: string) => {
    forget();
    return openPage(path);
  };
  const goOnAs = (phone: string | undefined) => {
    setProved(phone);
    keep({ delivery: null, stage: phone === undefined ? "phone" : "profile" });
  };
  return {
    draft,
    change: (part: Partial<EntranceDraft>) => {
      keep(part);
      submission.forget(...Object.keys(part));
    },
    goTo,
    submission,
    sender,
    stage: planStage(draft, proved !== undefined),
    proved,
    enterAs,
    /** The phone is proved and belongs to nobody yet. */
    onProved: (phone: string) => {
      submission.clear();
      goOnAs(phone);
    },
    register: async (unkept: Unkept) => {
      const outcome = await submission.send(() => sendRegistration(draft, unkept, tariff));
      if (outcome.data) return enterAs("/select-module");
      if (outcome.refusal?.code === "REGISTRATION_ENDED") return goOnAs(undefined);
      return keep({ stage: findStageOf((outcome.refusal?.errors ?? []).map(({ field }) => field)) });
    },
    /** Back to the phone, with another one. */
    dropProof: async () => {
      const { refusal } = await submission.send(() => outcomeOf(browserApi.DELETE("/api/auth/registration")));
      if (!refusal) goOnAs(undefined);
    },
  };
}

function sendRegistration(draft: EntranceDraft, { password, consent }: Unkept, tariff: Tariff | undefined) {
  const { first_name, last_name, company_name, subdomain } = draft;
  const employment_type = draft.employment_type === "" ? "individual" : draft.employment_type;
  const person = { first_name, last_name, employment_type };
  const body = { ...person, company_name, subdomain, password, consent, ...(tariff && { tariff: tariff.code }) };
  return outcomeOf(browserApi.POST("/api/auth/registration", { body }));
}
