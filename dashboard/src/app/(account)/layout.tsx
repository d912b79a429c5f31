import type { ReactNode } from "react";
import { requireUser } from "#api/session.ts";
import { AccountFrame } from "#features/account/account-frame.tsx";

export default async function AccountLayout({ children }: { children: ReactNode }) {
  return <AccountFrame user={await requireUser("/dashboard")}>{children}</AccountFrame>;
}
