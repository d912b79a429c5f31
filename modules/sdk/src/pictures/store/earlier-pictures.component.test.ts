import { expect, inject, test } from "vitest";
import { photoModule } from "../../testing/photo-module.ts";
import { startTestSite } from "../../testing/test-site.ts";
import { phonePhoto } from "../testing/sample-pictures.ts";
import type { EarlierPictures } from "./earlier-pictures.ts";

const earlier: EarlierPictures = {
  list: async (queries, count) => {
    const sql = "SELECT id FROM old_photo WHERE id NOT IN (SELECT id FROM stored_picture) LIMIT $1";
    return (await queries.rows<{ id: string }>(sql, [count])).map(({ id }) => id);
  },
  read: async (queries, id) =>
    (await queries.row<{ bytes: Buffer }>("SELECT bytes FROM old_photo WHERE id = $1", [id]))?.bytes,
  replace: async (queries, id, jpeg) => {
    await queries.run("UPDATE old_photo SET bytes = $2 WHERE id = $1", [id, jpeg]);
  },
  listOrphans: () => Promise.resolve([]),
};

test("a site that starts encodes its earlier pictures again, and what cannot be decoded stays as it is", async () => {
  const photo = await phonePhoto();
  const sql = `CREATE TABLE old_photo (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), bytes bytea NOT NULL);
    INSERT INTO old_photo (bytes) SELECT '\\x${photo.toString("hex")}' FROM generate_series(1, 2);
    INSERT INTO old_photo (bytes) VALUES ('\\xffd8ff00')`;
  const site = await startTestSite(photoModule([{ id: "0001-old", sql }], earlier), inject("postgresUrl"));
  try {
    await expect.poll(() => earlier.list(site.database, 10), { timeout: 20_000 }).toEqual([]);
    const rows = await site.database.rows<{ bytes: Buffer; width: number | null; refusal: string | null }>(
      "SELECT bytes, width, refusal FROM old_photo JOIN stored_picture USING (id) ORDER BY width",
    );
    expect(rows.map(({ width, refusal }) => [width, refusal])).toEqual([
      [300, null],
      [300, null],
      [null, "broken"],
    ]);
    expect(rows.map(({ bytes }) => bytes.includes("Phone 12"))).toEqual([false, false, false]);
    expect(rows[2]?.bytes.toString("hex")).toBe("ffd8ff00");
  } finally {
    await site.stop();
  }
});
