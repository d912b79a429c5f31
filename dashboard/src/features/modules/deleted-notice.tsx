"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { useMoments } from "#format/moment.tsx";

/** A site that was deleted a moment ago. */
export interface Deleted {
  name: string;
  /** RFC 3339. */
  dataRestsUntil: string;
}

/** What became of a deleted site. Takes the focus, which went with the card that the site had. */
export function DeletedNotice({ deleted }: { deleted: Deleted }) {
  const t = useTranslations("modules.deleted");
  const { day } = useMoments();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => element.current?.focus(), [deleted]);
  const date = day(new Date(deleted.dataRestsUntil));
  return (
    <div ref={element} tabIndex={-1} role="status" data-testid="deleted-notice">
      <Notice tone="info" title={t("title", { name: deleted.name })} text={t("text", { date })} />
    </div>
  );
}
