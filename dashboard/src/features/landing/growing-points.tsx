import { useId } from "react";

const pointCount = 15;

// Radius and height grow together, so that the row reads as one point growing towards the corner.
const points = Array.from({ length: pointCount }, (_, index) => {
  const share = index / (pointCount - 1);
  return {
    x: Math.round(20 + 1160 * share),
    y: Math.round(548 - 480 * share ** 2.7),
    radius: Math.round((3 + 46 * share ** 2) * 10) / 10,
    opacity: Math.round((0.12 + 0.22 * share) * 100) / 100,
  };
});

/** The brand's motif behind the hero: a point that grows along a rising curve. Decorative. */
export function GrowingPoints({ className }: { className?: string }) {
  const shine = useId();
  return (
    <svg viewBox="0 0 1200 560" preserveAspectRatio="xMaxYMax slice" aria-hidden className={className}>
      <defs>
        <radialGradient id={shine} cx="0.35" cy="0.3" r="0.9">
          <stop offset="0" stopColor="#fff" />
          <stop offset="1" stopColor="#93b4ff" />
        </radialGradient>
      </defs>
      <g className="stagger">
        {points.map(({ x, y, radius, opacity }) => (
          <circle
            key={x}
            cx={x}
            cy={y}
            r={radius}
            fill={`url(#${shine})`}
            fillOpacity={opacity}
            className="origin-center animate-sprout [transform-box:fill-box]"
          />
        ))}
      </g>
    </svg>
  );
}
