import type { PublicRoute } from "../define-module.ts";
import { isUuid } from "../text/uuid.ts";
import { type Answer, refuse } from "../route/answer.ts";
import { refusals } from "../route/refusals.ts";
import type { RequestContext } from "../route/request-context.ts";
import type { Site } from "../site.ts";
import { isPictureRefusal } from "../pictures/refusal.ts";
import { planVariants } from "../pictures/variants.ts";

/** A picture that was stored before there were forms of it is decoded now, and nothing of it is sent as it came. */
async function findOrRenew(site: Site, { database }: RequestContext, id: string) {
  const [found] = await site.pictures.find(database, [id]);
  if (found) return found;
  const row = await database.row("SELECT id FROM stored_picture WHERE id = $1", [id]);
  return row === undefined ? site.renewal.renewOne(id) : undefined;
}

/** The largest JPEG under the picture's own address. */
async function showWhole(site: Site, context: RequestContext): Promise<Answer> {
  const id = context.params["id"] ?? "";
  const picture = isUuid(id) ? await findOrRenew(site, context, id) : undefined;
  if (isPictureRefusal(picture) && picture.picture === "busy") return refuse(refusals.busy);
  if (!picture || isPictureRefusal(picture)) return refuse(refusals.notFound);
  const name = planVariants(picture).at(-1)?.name ?? "";
  return { kind: "bytes", key: `${id}/${name}`, read: () => site.pictures.read(id, name) };
}

/** Addresses of pictures on the site's own host. */
export function pictureRoutes(site: Site): PublicRoute[] {
  return [
    { method: "GET", url: "/pictures/:id", cost: "stored", handle: (context) => showWhole(site, context) },
    {
      method: "GET",
      url: "/pictures/:id/:name",
      cost: "stored",
      handle: ({ params: { id = "", name = "" } }) =>
        isUuid(id)
          ? { kind: "bytes", key: `${id}/${name}`, read: () => site.pictures.read(id, name) }
          : refuse(refusals.notFound),
    },
  ];
}
