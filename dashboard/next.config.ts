import { dirname } from "node:path";
import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const repositoryRoot = dirname(import.meta.dirname);

// Everything but the policy with a nonce, which proxy.ts writes again for each answer.
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
];

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  // Our packages are sources, not builds.
  transpilePackages: ["@tochka-rosta/crds", "@tochka-rosta/money", "@tochka-rosta/phones", "@tochka-rosta/service"],
  poweredByHeader: false,
  // `npm run check` compiles types with the compiler that the whole repository uses; once is enough.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  experimental: {
    // The server's own folder is read-only: caches stay in memory.
    isrFlushToDisk: false,
    // A click without a connection waits for it instead of leaving for the browser's error page.
    useOffline: true,
  },
  // Of the sources, so that the same sources give the same build; drawn at random where the build script does not set it.
  generateBuildId: async () => process.env["DASHBOARD_BUILD_ID"] ?? null,
  devIndicators: false,
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default createNextIntlPlugin("./src/i18n/request.ts")(config);
