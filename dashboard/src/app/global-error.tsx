"use client";

import { useEffect } from "react";
import { reloadOnce } from "./reload-once.ts";

// The last resort, when even the layout failed: no translations are at hand, so both languages are here.
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  useEffect(() => {
    if (error.digest === undefined) reloadOnce(window, Date.now());
  }, [error]);
  return (
    <html lang="ru">
      <body>
        <main>
          <h1>Что-то пошло не так!</h1>
          <p lang="en">Something went wrong!</p>
          <button type="button" onClick={() => window.location.reload()}>
            Попробовать снова · Try again
          </button>
        </main>
      </body>
    </html>
  );
}
