import { isUuid, type PublicRoute, refusals, refuse } from "@tochka-rosta/sdk";
import { findPicture } from "./store.ts";

/** A product's picture. */
export const showPicture: PublicRoute = {
  method: "GET",
  url: "/pictures/:id",
  handle: async ({ database, params }) => {
    const id = params["id"] ?? "";
    const picture = isUuid(id) ? await findPicture(database, id) : undefined;
    if (!picture) return refuse(refusals.notFound);
    return { kind: "bytes", bytes: picture.bytes, mediaType: picture.media_type };
  },
};
