import { cva, type VariantProps } from "class-variance-authority";
import { AlertTriangle, CheckCircle2, Info, XCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

const noticeStyles = cva("flex gap-3 rounded-xl px-4 py-3 text-[15px]", {
  variants: {
    tone: {
      info: "bg-brand-soft text-brand-strong",
      good: "bg-good-soft text-good",
      warn: "bg-warn-soft text-warn",
      bad: "bg-bad-soft text-bad",
    },
  },
  defaultVariants: { tone: "info" },
});

const icons = { info: Info, good: CheckCircle2, warn: AlertTriangle, bad: XCircle };

type NoticeProps = Omit<ComponentProps<"div">, "title"> &
  VariantProps<typeof noticeStyles> & { title?: ReactNode; text?: ReactNode };

/** A message within a page. Give it `role="alert"` when it appears because of something the person did. */
export function Notice({ tone, title, text, className, children, ...rest }: NoticeProps) {
  const Icon = icons[tone ?? "info"];
  return (
    <div className={classNames(noticeStyles({ tone }), className)} {...rest}>
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="grid min-w-0 gap-1">
        {title && <p className="font-semibold">{title}</p>}
        {text && <p className="text-ink/80">{text}</p>}
        {children}
      </div>
    </div>
  );
}
