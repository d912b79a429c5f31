import { expect, test } from "vitest";
import { html, jsonLdBlock } from "./html.ts";

test("what is interpolated is escaped, in content and in attributes", () => {
  const nasty = `"><script>alert('1')</script>&`;
  expect(html`<p title="${nasty}">${nasty}</p>`.toString()).toBe(
    `<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</p>`,
  );
});

test("markup inside markup is kept, lists are joined, nothing draws nothing", () => {
  const list = ["a", "<b>"].map((text) => html`<li>${text}</li>`);
  expect(html`<i>${list}${false}${null}${undefined}${0}</i>`.toString()).toBe("<i><li>a</li><li>&lt;b&gt;</li>0</i>");
});

test("data that looks like markup stays text", () => {
  const forged = JSON.parse(`{"markup":"<script>"}`) as unknown;
  expect(() => html`${forged as string}`.toString()).toThrow();
});

test("no text can close the JSON-LD block", () => {
  const block = jsonLdBlock({ name: "</script><script>alert(1)</script>" }).toString();
  expect(block.match(/<\/script>/g)).toHaveLength(1);
  expect(JSON.parse(block.replace(/^<script[^>]*>|<\/script>$/g, ""))).toEqual({
    name: "</script><script>alert(1)</script>",
  });
});
