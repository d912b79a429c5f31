import type { ReactNode } from "react";
import { requireUser } from "#api/session.ts";
import { ClientMessages } from "#i18n/client-messages.tsx";
import { AccountHeader } from "#features/account/account-header.tsx";

export default async function AccountLayout({ children }: { children: ReactNode }) {
  const user = await requireUser("/dashboard");
  return (
    <ClientMessages areas={["account", "common", "errors", "modules", "reasons", "tariffs"]}>
      <div className="min-h-dvh pb-20">
        <AccountHeader user={user} />
        <main id="content" className="mx-auto grid max-w-6xl gap-6 px-4 pt-6 sm:px-6 sm:pt-10">
          {children}
        </main>
      </div>
    </ClientMessages>
  );
}
