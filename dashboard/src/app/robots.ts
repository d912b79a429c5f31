import type { MetadataRoute } from "next";

/** What search engines may read: the pages before the login. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: "*", allow: "/", disallow: ["/api/", "/dashboard", "/founder", "/select-module"] } };
}
