/**
 * The script of an owner's pages with a field of pictures (`pictureField`). It sends each chosen file in parts of 2 MiB, one file after another, goes
 * on where a broken connection stopped, shows how far it is, and puts the stored picture's id into the form. Without it the form itself
 * carries small files. Texts come with the field, so that there is one file for both languages.
 */
export const uploadScript = `"use strict";
for (const field of document.querySelectorAll("[data-pictures]")) {
  const input = field.querySelector("input[type=file]");
  const ids = field.querySelector("input[type=hidden]");
  const list = field.querySelector(".uploads");
  const texts = JSON.parse(field.dataset.pictures);
  const form = field.closest("form");
  let queue = Promise.resolve();
  let left = 0;
  let submitter;
  const headers = { "tus-resumable": "1.0.0" };
  const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const complaint = async (response) => {
    const problem = await response.json().catch(() => ({}));
    return new Error(problem.detail || problem.title || texts.failed);
  };
  const row = (name) => {
    const item = document.createElement("li");
    const title = item.appendChild(document.createElement("span"));
    title.textContent = name;
    title.className = "name";
    const bar = item.appendChild(document.createElement("progress"));
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    const state = item.appendChild(document.createElement("span"));
    state.className = "soft small";
    list.append(item);
    return { item, bar, say: (text) => (state.textContent = text) };
  };
  const begin = async (file) => {
    const response = await fetch("/api/uploads", { method: "POST", headers: { ...headers, "upload-length": file.size } });
    if (!response.ok) throw await complaint(response);
    return { address: response.headers.get("location"), offset: 0 };
  };
  const send = async (file, { bar, say }) => {
    let upload;
    for (let tries = 0; ; ) {
      try {
        upload ??= await begin(file);
        say(texts.sending);
        while (upload.offset < file.size) {
          const body = file.slice(upload.offset, upload.offset + texts.partBytes);
          const response = await fetch(upload.address, { method: "PATCH", body, headers: {
            ...headers, "content-type": "application/offset+octet-stream", "upload-offset": upload.offset } });
          if (!response.ok) throw Object.assign(await complaint(response), { status: response.status });
          upload.offset = Number(response.headers.get("upload-offset"));
          bar.value = upload.offset / file.size;
          tries = 0;
        }
        return upload.address;
      } catch (error) {
        const isOver = !(error instanceof TypeError) && ![404, 409, 410, 423, 500, 502, 503, 504].includes(error.status);
        if (isOver || ++tries > 20) throw error instanceof TypeError ? new Error(texts.failed) : error;
        say(texts.reconnecting);
        await wait(Math.min(15, tries));
        if (!upload) continue;
        const head = await fetch(upload.address, { method: "HEAD", headers }).catch(() => undefined);
        if (head?.ok) upload.offset = Number(head.headers.get("upload-offset"));
        else if (head && [404, 410].includes(head.status)) upload = undefined;
      }
    }
  };
  const finish = async (address) => {
    for (let tries = 0; ; tries += 1) {
      const response = await fetch(address + "/picture").catch(() => undefined);
      if (response?.status === 200) return response.json();
      if (tries > 30) throw response ? await complaint(response) : new Error(texts.failed);
      if (response && ![202, 502, 503, 504].includes(response.status)) throw await complaint(response);
      await wait(Math.min(10, 1 + tries));
    }
  };
  const take = async (file, shown) => {
    try {
      const address = await send(file, shown);
      shown.say(texts.processing);
      shown.bar.removeAttribute("value");
      const picture = await finish(address);
      ids.value = (ids.value + " " + picture.id).trim();
      const image = new Image();
      image.src = picture.thumbnail;
      image.alt = "";
      shown.item.prepend(image);
      shown.say(texts.unsaved);
    } catch (error) {
      shown.item.classList.add("error");
      shown.say(error.message);
      submitter = undefined;
    }
    shown.bar.remove();
  };
  input.addEventListener("change", () => {
    for (const file of input.files) {
      const shown = row(file.name);
      if (ids.value.split(" ").filter(Boolean).length + left >= texts.most) {
        shown.item.classList.add("error");
        shown.bar.remove();
        shown.say(texts.tooMany);
        continue;
      }
      left += 1;
      queue = queue.then(() => take(file, shown)).then(() => {
        left -= 1;
        if (left === 0 && submitter !== undefined) form.requestSubmit(submitter);
      });
    }
    input.value = "";
  });
  form.addEventListener("submit", (event) => {
    if (left === 0) return;
    event.preventDefault();
    submitter = event.submitter;
  });
}
`;
