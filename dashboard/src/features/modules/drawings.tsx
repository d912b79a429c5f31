import type { ReactNode } from "react";
import { LogoMark } from "#components/logo.tsx";

// One small drawing for each module, of points and plain shapes in the brand's colours. All are decorative.

const frame = { viewBox: "0 0 160 120", "aria-hidden": true, className: "h-full max-h-32 w-auto max-w-full" } as const;

export function ShopDrawing() {
  return (
    <svg {...frame}>
      <path d="M34 46h92l-7 56a8 8 0 0 1-8 7H49a8 8 0 0 1-8-7Z" fill="#4338ca" />
      <path d="M34 46h92l-2.500 20H36.500Z" fill="#5b54e6" />
      <path d="M58 56V38a22 22 0 0 1 44 0v18" fill="none" stroke="#1e1b6b" strokeWidth="6" strokeLinecap="round" />
      <circle cx="62" cy="90" r="4" fill="#c7d2fe" />
      <circle cx="77" cy="86" r="6" fill="#c7d2fe" />
      <circle cx="97" cy="79" r="10" fill="#fff" />
    </svg>
  );
}

export function EventsDrawing() {
  return (
    <svg {...frame}>
      <g transform="rotate(-9 80 60)">
        <path
          d="M22 36a6 6 0 0 1 6-6h104a6 6 0 0 1 6 6v14a11 11 0 0 0 0 22v14a6 6 0 0 1-6 6H28a6 6 0 0 1-6-6V72a11 11 0 0 0 0-22Z"
          fill="#2563eb"
        />
        <path d="M104 36v50" stroke="#bfdbfe" strokeWidth="3" strokeDasharray="1 8" strokeLinecap="round" />
        <circle cx="44" cy="70" r="4" fill="#bfdbfe" />
        <circle cx="58" cy="65" r="6" fill="#dbeafe" />
        <circle cx="79" cy="56" r="11" fill="#fff" />
      </g>
    </svg>
  );
}

export function CoursesDrawing() {
  return (
    <svg {...frame}>
      <rect x="24" y="20" width="112" height="74" rx="10" fill="#4f46e5" />
      <circle cx="80" cy="54" r="19" fill="#fff" />
      <path d="m74.500 44.500 15.500 9.500-15.500 9.500Z" fill="#4338ca" />
      <rect x="24" y="102" width="112" height="6" rx="3" fill="#c7d2fe" />
      <rect x="24" y="102" width="58" height="6" rx="3" fill="#2563eb" />
      <circle cx="82" cy="105" r="7" fill="#1d4ed8" />
    </svg>
  );
}

export function PortfolioDrawing() {
  return (
    <svg {...frame}>
      <rect x="52" y="14" width="86" height="66" rx="9" fill="#a5b4fc" transform="rotate(7 95 47)" />
      <rect x="24" y="30" width="96" height="74" rx="9" fill="#fff" />
      <rect x="30" y="36" width="84" height="62" rx="5" fill="#dbe4ff" />
      <circle cx="94" cy="53" r="9" fill="#2563eb" />
      <path d="M30 92v-8l22-25 20 22 12-12 30 23v1a5 5 0 0 1-5 5H35a5 5 0 0 1-5-6Z" fill="#4338ca" />
    </svg>
  );
}

const drawings: Readonly<Record<string, () => ReactNode>> = {
  shop: ShopDrawing,
  events: EventsDrawing,
  courses: CoursesDrawing,
  portfolio: PortfolioDrawing,
};

/** The drawing of a module; one that has none gets the brand's growing points. */
export function ModuleDrawing({ code }: { code: string }) {
  const Drawing = drawings[code];
  return Drawing ? <Drawing /> : <LogoMark className="size-16" />;
}
