import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import Link from "next/link";
import { notFound } from "next/navigation";
import { LanguageSwitch } from "#components/layout/language-switch.tsx";
import { ThemeSwitch } from "#components/layout/theme-switch.tsx";
import { SiteFooter } from "#components/layout/site-footer.tsx";
import { Logo } from "#components/logo.tsx";
import { legalDocuments, type LegalDocument } from "#features/legal/documents.ts";
import { ConsentText } from "#features/legal/consent-text.tsx";
import { Sections } from "#features/legal/sections.tsx";

async function readDocument({ params }: PageProps<"/legal/[document]">): Promise<LegalDocument> {
  const { document } = await params;
  return legalDocuments.find((name) => name === document) ?? notFound();
}

export async function generateMetadata(props: PageProps<"/legal/[document]">): Promise<Metadata> {
  const t = await getTranslations("legal");
  return { title: t(`${await readDocument(props)}.title`) };
}

export default async function LegalPage(props: PageProps<"/legal/[document]">) {
  const document = await readDocument(props);
  const t = await getTranslations("legal");
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr_auto]">
      <header className="mx-auto flex h-18 w-full max-w-3xl items-center justify-between px-4 sm:px-6">
        <Link href="/" className="rounded-lg">
          <Logo />
        </Link>
        <div className="flex items-center gap-1">
          <ThemeSwitch />
          <LanguageSwitch />
        </div>
      </header>
      <main id="content" className="mx-auto grid w-full max-w-3xl content-start gap-6 px-4 pt-8 pb-20 sm:px-6">
        <h1 className="text-3xl font-extrabold sm:text-4xl">{t(`${document}.title`)}</h1>
        {document === "consent" ? <ConsentText /> : <Sections document={document} />}
      </main>
      <SiteFooter />
    </div>
  );
}
