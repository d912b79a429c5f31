// Three pieces of pottery for the example shop, drawn by hand so that the page loads no picture.

export function VaseDrawing() {
  return (
    <svg viewBox="0 0 80 110" className="h-4/5">
      <ellipse cx="40" cy="102" rx="22" ry="4" fill="#c7cbf3" opacity="0.7" />
      <path
        d="M31 12h18c-1 10-1 16 4 24 8 12 13 20 13 34 0 20-11 31-26 31S14 90 14 70c0-14 5-22 13-34 5-8 5-14 4-24Z"
        fill="#5a57d8"
      />
      <path d="M16 60c8-7 16 6 24 0s16-7 25 1c1 3 1 6 1 9-8-8-17-5-26 1s-17-6-26 0c0-4 1-8 2-11Z" fill="#a9b1ff" />
      <ellipse cx="40" cy="12" rx="10" ry="3" fill="#38359b" />
      <path
        d="M24 50c-3 6-5 12-5 20 0 9 3 16 7 21"
        fill="none"
        stroke="#8f92f0"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </svg>
  );
}

export function CupDrawing() {
  return (
    <svg viewBox="0 0 110 90" className="h-3/5">
      <ellipse cx="46" cy="82" rx="30" ry="4" fill="#bcd6ef" opacity="0.8" />
      <path
        d="M76 34c16-4 24 4 22 15s-14 16-27 14"
        fill="none"
        stroke="#2f7fd8"
        strokeWidth="7"
        strokeLinecap="round"
      />
      <path d="M12 22h68l-5 40c-2 13-11 19-29 19S19 75 17 62Z" fill="#3b8fe6" />
      <path d="M14.500 42h63l-1.600 12h-59.800Z" fill="#d6eaff" />
      <ellipse cx="46" cy="22" rx="34" ry="6.500" fill="#1f5fb0" />
      <ellipse cx="46" cy="23" rx="28" ry="4" fill="#7a4a2a" />
    </svg>
  );
}

export function BowlDrawing() {
  return (
    <svg viewBox="0 0 110 80" className="h-1/2">
      <ellipse cx="55" cy="73" rx="28" ry="4" fill="#d5c8f5" opacity="0.8" />
      <path d="M8 22h94c0 30-16 50-47 50S8 52 8 22Z" fill="#7c5ce0" />
      <ellipse cx="55" cy="22" rx="47" ry="9" fill="#4f35a8" />
      <path
        d="M38 52c8-10 22-12 34-10-4 12-16 20-34 10Zm0 0c9-1 18-4 26-7"
        fill="#c9baff"
        stroke="#7c5ce0"
        strokeWidth="1.500"
      />
    </svg>
  );
}
