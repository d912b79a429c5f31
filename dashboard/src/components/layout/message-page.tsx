import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "../logo.tsx";

/** A page that is one message: not found, broken. */
export function MessagePage({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr]">
      <header className="px-4 py-5 sm:px-8">
        <Link href="/" className="inline-block rounded-lg">
          <Logo />
        </Link>
      </header>
      <main
        id="content"
        className="mx-auto grid max-w-xl content-center justify-items-center gap-5 px-4 pb-32 text-center"
      >
        <FallenPoints />
        <h1 className="text-3xl font-extrabold sm:text-4xl">{title}</h1>
        <p className="text-lg text-muted">{text}</p>
        <div className="flex flex-wrap justify-center gap-3">{children}</div>
      </main>
    </div>
  );
}

// The brand's points, which have rolled down for once.
function FallenPoints() {
  return (
    <svg viewBox="0 0 200 80" aria-hidden className="w-56">
      <path d="M6 72h188" stroke="var(--color-brand-line)" strokeWidth="2" strokeLinecap="round" />
      <g fill="var(--color-brand)">
        <circle cx="40" cy="66" r="5" opacity="0.45" />
        <circle cx="66" cy="62" r="9" opacity="0.65" />
        <circle cx="112" cy="48" r="23" />
        <circle cx="160" cy="65" r="6" opacity="0.3" />
      </g>
    </svg>
  );
}
