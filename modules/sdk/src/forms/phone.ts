/** Reads a Russian mobile number in any usual spelling into +79XXXXXXXXX; undefined when it is none. */
export function normalizePhone(input: string): string | undefined {
  const digits = input.replace(/[\s()\-\u00a0\u2010-\u2015]/g, "");
  const match = /^(?:\+7|7|8)?(9\d{9})$/.exec(digits);
  return match ? `+7${match[1]}` : undefined;
}

/** +79991234567 as "+7 999 123-45-67"; anything else unchanged. */
export function formatPhone(phone: string): string {
  const match = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(phone);
  return match ? `+7 ${match[1]} ${match[2]}-${match[3]}-${match[4]}` : phone;
}
