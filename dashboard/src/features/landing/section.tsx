import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

/** A part of the landing page with its heading; `id` is the anchor that the header links to. */
export function Section(props: { id: string; title: string; lead?: string; className?: string; children: ReactNode }) {
  const { id, title, lead, className, children } = props;
  return (
    <section id={id} aria-labelledby={`${id}-title`} className={classNames("py-16 sm:py-24", className)}>
      <div className="mx-auto grid max-w-6xl gap-10 px-4 sm:px-6">
        <div className="grid max-w-2xl gap-3">
          <h2 id={`${id}-title`} className="text-3xl font-extrabold sm:text-[2.6rem] sm:leading-tight">
            {title}
          </h2>
          {lead && <p className="text-lg leading-relaxed text-muted">{lead}</p>}
        </div>
        {children}
      </div>
    </section>
  );
}
