"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Refusal } from "#api/browser.ts";
import { Field } from "#components/form/field.tsx";
import { Form } from "#components/form/form.tsx";
import { useSubmission } from "#components/form/use-submission.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useMoments } from "#format/moment.tsx";

interface DeleteButtonOptions {
  title: string;
  /** What has to be typed. */
  name: string;
  /** How long the data of a deleted site rests. */
  retirementDays: number;
  onDelete: (typedName: string) => Promise<Refusal | undefined>;
}

/** Deletes a site after saying what is lost, until when its data rests, and after its name was typed out. */
export function DeleteButton({ title, name, retirementDays, onDelete }: DeleteButtonOptions) {
  const t = useTranslations("modules.deleteDialog");
  const [open, setOpen] = useState(false);
  return (
    <>
      <ActionButton
        variant="ghost"
        size="small"
        className="text-bad"
        onClick={() => setOpen(true)}
        aria-label={t("openLabel", { module: title })}
        data-testid={`delete-${name}`}
      >
        {t("open")}
      </ActionButton>
      <Dialog open={open} onClose={() => setOpen(false)} title={t("title", { module: title })} testId="delete-dialog">
        <Consequences retirementDays={retirementDays} />
        <NameForm name={name} onDelete={onDelete} onCancel={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

const dayMilliseconds = 86_400_000;

function Consequences({ retirementDays }: Pick<DeleteButtonOptions, "retirementDays">) {
  const t = useTranslations("modules.deleteDialog");
  const { day } = useMoments();
  const date = day(new Date(Date.now() + retirementDays * dayMilliseconds));
  return (
    <div className="grid gap-3 leading-relaxed">
      <Notice tone="bad" text={t("lost")} />
      <p>{t("rests", { date })}</p>
      <p className="text-muted">{t("frees")}</p>
    </div>
  );
}

type NameFormOptions = Pick<DeleteButtonOptions, "name" | "onDelete"> & { onCancel: () => void };

function NameForm({ name, onDelete, onCancel }: NameFormOptions) {
  const t = useTranslations("modules.deleteDialog");
  const common = useTranslations("common");
  const [typed, setTyped] = useState("");
  const { form, pending, failure, accept, send, edit } = useSubmission();
  const submit = async () => {
    const isTyped = typed.trim().toLowerCase() === name;
    if (!accept({ name: isTyped ? undefined : t("wrong", { name }) })) return;
    await send(async () => {
      const refusal = await onDelete(typed);
      return refusal ? { refusal } : { data: undefined };
    });
  };
  return (
    <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("field", { name })}>
      <Field name="name" label={t("field", { name })} error={failure.fields["name"]}>
        {(input) => (
          <Input
            {...input}
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={typed}
            onChange={(event) => edit("name", setTyped)(event.target.value)}
            data-initial-focus
            data-testid="delete-name"
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" variant="danger" loading={pending} data-testid="delete-confirm">
          {t("confirm")}
        </Button>
        <Button type="button" variant="outline" onClick={onCancel}>
          {common("cancel")}
        </Button>
      </div>
    </Form>
  );
}
