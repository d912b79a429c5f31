import type { RequestContext } from "../route/request-context.ts";
import type { Text } from "../text/language.ts";
import type { UploadRefusal } from "../forms/form.ts";
import { type PictureRefusal, pictureRefusalTexts } from "../pictures/refusal.ts";

const texts: Readonly<Record<UploadRefusal, Text>> = {
  "too large": {
    ru: "Файл больше 2 МБ. Уменьшите его и выберите снова",
    en: "The file is over 2 MB. Make it smaller and choose it again",
  },
  "too large for a form": {
    ru: "Файлы больше 2,5 МБ вместе, а без скриптов форма берёт не больше. Включите JavaScript или выберите фото поменьше",
    en: "The files are over 2.5 MB together, and without scripts a form takes no more. Turn JavaScript on, or choose smaller photos",
  },
  "too often": {
    ru: "Слишком много файлов за минуту. Подождите немного и выберите файл снова: остальное сохранено в форме",
    en: "Too many files in a minute. Wait a little and choose the file again: the rest of the form is kept",
  },
  "not kept": {
    ru: "Файл не сохранился: выберите его снова. Остальное на месте",
    en: "The file was not kept: choose it again. The rest is here",
  },
  "no room": {
    ru: "Место на тарифе закончилось. Сайт и заказы работают; чтобы добавлять новое, выберите тариф побольше в личном кабинете: {address}",
    en: "Your plan's storage is used up. The site and its orders go on; to add more, choose a larger plan in the dashboard: {address}",
  },
};

/** Says why a file was not taken, and what to do. */
export function explainUpload(
  refusal: UploadRefusal | PictureRefusal,
  { translate, identity }: Pick<RequestContext, "translate" | "identity">,
): string {
  if (typeof refusal === "object") return translate(pictureRefusalTexts[refusal.picture], refusal.values);
  return translate(texts[refusal], { address: identity.core.dashboardUrl });
}
