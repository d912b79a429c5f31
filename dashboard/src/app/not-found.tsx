import { useTranslations } from "next-intl";
import Link from "next/link";
import { MessagePage } from "#components/layout/message-page.tsx";
import { Button } from "#components/ui/button.tsx";

export default function NotFound() {
  const t = useTranslations("errors.notFound");
  const common = useTranslations("common");
  return (
    <MessagePage title={t("title")} text={t("text")}>
      <Button asChild>
        <Link href="/">{common("home")}</Link>
      </Button>
    </MessagePage>
  );
}
