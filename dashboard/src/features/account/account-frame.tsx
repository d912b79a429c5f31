import type { ReactNode } from "react";
import type { User } from "#api/models.ts";
import { PlatformOperator } from "#components/layout/platform-operator.tsx";
import { ClientMessages } from "#i18n/client-messages.tsx";
import { AccountHeader } from "./account-header.tsx";

/** What surrounds every page behind the login. */
export function AccountFrame({ user, children }: { user: User; children: ReactNode }) {
  return (
    <ClientMessages areas={["account", "common", "errors", "founder", "modules", "reasons", "tariffs"]}>
      <div className="min-h-dvh pb-10">
        <AccountHeader user={user} />
        <main id="content" className="mx-auto grid max-w-6xl gap-6 px-4 pt-6 sm:px-6 sm:pt-10">
          {children}
        </main>
        <footer className="mx-auto max-w-6xl px-4 pt-12 sm:px-6">
          <PlatformOperator />
        </footer>
      </div>
    </ClientMessages>
  );
}
