"use client";

import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import type { Refusal } from "#api/browser.ts";
import { Button } from "#components/ui/button.tsx";
import { SuspensionNotice } from "../account/suspension-notice.tsx";
import { DeactivateButton } from "./deactivate-button.tsx";
import { OpenAdminButton } from "./open-admin-button.tsx";
import { describePanel } from "./panel.ts";
import { PastLaunch, Stepper } from "./stepper.tsx";
import { isUnderWay, type Followed } from "./steps.ts";

interface InstancePanelOptions {
  followed: Followed;
  title: string;
  isConnected: boolean;
  onDeactivate: () => Promise<Refusal | undefined>;
  /** The way to delete the site. */
  deletion: ReactNode;
}

/** An instance that is switched on: its launch, and once it is live the ways in. */
export function InstancePanel({ followed, title, isConnected, onDeactivate, deletion }: InstancePanelOptions) {
  const t = useTranslations("modules");
  const { instance } = followed;
  const { url, module, suspension } = instance;
  const { body, canSwitchOff } = describePanel(instance);
  // A launch that was watched to its end stays in view; that of a site found live is folded away.
  const [wasUnderWay] = useState(body === "launch");
  const showsLaunch = body === "launch" || (body === "live" && wasUnderWay);
  const host = url === null ? "" : new URL(url).host;
  return (
    <div className="grid gap-4">
      {showsLaunch && <Stepper followed={followed} title={title} isConnected={isConnected} />}
      {suspension && <SuspensionNotice suspension={suspension} place="site" />}
      {body === "live" && url && (
        <>
          <a
            href={url}
            target="_blank"
            rel="noopener"
            data-testid="site-link"
            className="flex min-w-0 items-center gap-2 rounded-xl border border-line bg-surface px-4 py-3 font-semibold text-brand hover:underline"
          >
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{url}</span>
            <ExternalLink aria-hidden className="size-4 shrink-0" />
            <span className="sr-only">{t("opensInNewTab")}</span>
          </a>
          <div className="grid gap-2 sm:grid-cols-2">
            <Button asChild>
              <a href={url} target="_blank" rel="noopener">
                {t(module === "shop" ? "openShop" : "openSite")}
              </a>
            </Button>
            <OpenAdminButton id={instance.id} />
          </div>
        </>
      )}
      <div className="flex flex-wrap items-start justify-end gap-3">
        {body === "live" && !showsLaunch && <PastLaunch followed={followed} title={title} />}
        {canSwitchOff && instance.managed_by === "platform" && (
          <DeactivateButton title={title} host={host} isUnderWay={isUnderWay(instance)} onDeactivate={onDeactivate} />
        )}
        {deletion}
      </div>
      {instance.managed_by === "cluster" && <p className="text-sm text-muted">{t("switchedElsewhere")}</p>}
    </div>
  );
}
