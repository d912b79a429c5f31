import { type PublicRoute, refusals, refuse } from "@tochka-rosta/module-sdk";
import { findPicture } from "./store.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A product's picture. */
export const showPicture: PublicRoute = {
  method: "GET",
  url: "/pictures/:id",
  handle: async ({ database, params }) => {
    const id = params["id"] ?? "";
    const picture = UUID.test(id) ? await findPicture(database, id) : undefined;
    if (!picture) return refuse(refusals.notFound);
    return { kind: "bytes", bytes: picture.bytes, mediaType: picture.media_type };
  },
};
