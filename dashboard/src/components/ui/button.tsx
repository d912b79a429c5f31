import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import * as Slot from "@radix-ui/react-slot";
import { classNames } from "./class-names.ts";
import { Spinner } from "./spinner.tsx";

const buttonStyles = cva(
  "inline-flex items-center justify-center gap-2 rounded-xl font-semibold whitespace-nowrap transition-[background-color,box-shadow,color,transform] duration-150 select-none active:translate-y-px disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary:
          "bg-linear-to-r from-action to-action-end text-on-action shadow-[0_6px_18px_-8px_rgb(55_48_163/0.7)] hover:from-action-strong hover:to-action",
        secondary: "bg-brand-soft text-brand-strong hover:bg-brand-soft/70",
        outline: "border border-line bg-card text-ink hover:border-brand-line hover:bg-brand-soft/60",
        ghost: "text-ink hover:bg-brand-soft",
        danger: "bg-danger text-on-action hover:bg-danger-strong",
        light: "bg-white text-indigo-800 hover:bg-indigo-50",
        glass: "border border-white/30 bg-white/10 text-white hover:bg-white/20",
      },
      size: {
        small: "h-9 px-3.5 text-sm",
        medium: "h-11 px-5 text-[15px]",
        large: "h-13 px-7 text-base",
      },
      block: { true: "w-full" },
    },
    defaultVariants: { variant: "primary", size: "medium" },
  },
);

interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonStyles> {
  /** Renders the only child (a link) with the button's looks. */
  asChild?: boolean;
  /** Shows a spinner and ignores presses, but keeps the focus where it is. */
  loading?: boolean;
}

/** The button of every screen. */
export function Button({ variant, size, block, asChild, loading, className, children, onClick, ...rest }: ButtonProps) {
  const styles = classNames(buttonStyles({ variant, size, block }), className);
  if (asChild) {
    return (
      <Slot.Root className={styles} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      {...rest}
      className={styles}
      aria-disabled={loading || undefined}
      aria-busy={loading || undefined}
      onClick={loading ? (event) => event.preventDefault() : onClick}
    >
      {loading && <Spinner className="size-4" />}
      {children}
    </button>
  );
}
