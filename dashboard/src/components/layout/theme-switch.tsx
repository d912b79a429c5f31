"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { nextTheme, parseTheme, type Theme } from "@tochka-rosta/colours";
import { themeCookie } from "#theme.ts";
import { classNames } from "../ui/class-names.ts";

const yearSeconds = 31_536_000;
const icons = { device: Monitor, light: Sun, dark: Moon };
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// The server wrote the choice into the page, so that it is there before any script: that attribute is the one truth in the browser.
function readTheme(): Theme | undefined {
  return parseTheme(document.documentElement.dataset["theme"]);
}

function keepTheme(theme: Theme | undefined): void {
  const life = theme === undefined ? 0 : yearSeconds;
  document.cookie = `${themeCookie}=${theme ?? ""}; Path=/; Max-Age=${life}; SameSite=Lax`;
  if (theme === undefined) delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  for (const listener of listeners) listener();
}

/** The light of all screens: the device's, light, or dark; kept in a cookie for a year. `light` lies on the night sky. */
export function ThemeSwitch({ light }: { light?: boolean }) {
  const t = useTranslations("common.theme");
  const theme = useSyncExternalStore(subscribe, readTheme, () => undefined);
  const choice = theme ?? "device";
  const Icon = icons[choice];
  return (
    <button
      type="button"
      aria-label={t("label", { choice: t(choice) })}
      title={t("label", { choice: t(choice) })}
      onClick={() => keepTheme(nextTheme(theme))}
      data-testid="theme-switch"
      className={classNames(
        "grid size-8 place-items-center rounded-lg",
        light ? "text-white/75 hover:text-white" : "text-muted hover:text-ink",
      )}
    >
      <Icon aria-hidden className="size-4.5" />
    </button>
  );
}
