import { fieldProblem } from "../../errors/problem.ts";

// What guessers try first. Length is the schema's; there are no rules of composition (NIST SP 800-63B).
const commonPasswords = new Set(
  `12345678 123456789 1234567890 11111111 00000000 88888888 77777777 99999999 87654321 987654321 0987654321 12341234
  11223344 1q2w3e4r 1q2w3e4r5t q1w2e3r4 q1w2e3r4t5 1qaz2wsx qazwsxedc 1q2w3e4r5t6y qwertyui qwertyuiop qwerty12 qwerty123
  qwerty1234 qwerty12345 123qwerty 12345qwert 1234qwer qwer1234 asdfghjk asdfghjkl zxcvbnm1 zxcvbnm123 password password1
  password12 password123 passw0rd p@ssw0rd admin123 administrator iloveyou sunshine princess football baseball welcome1
  abcd1234 abc12345 a1b2c3d4 aaaaaaaa asdf1234 1a2b3c4d trustno1 superman starwars computer internet samsung1 marina12
  parol123 parol1234 parolparol privet123 privet12 lubov123 natasha1 nastya12 svetlana tatiana1 vladimir aleksandr
  aleksandra ekaterina dimadima maksim123 moskva123 rossiya1 spartak1 zenit123 lokomotiv йцукенгш йцукен12 йцукен123
  пароль12 пароль123 парольпароль привет12 привет123 любовь12 любовь123 россия12 москва123 наташа12 солнышко qweasdzx
  qweasdzxc 123123123 321321321 147258369 159753159 1234554321 123454321 55555555 66666666 22222222 33333333 12121212
  10203040 13131313 19191919 20202020 20252025 20262026 19901990 19851985 abcdefgh abcdefg1 changeme letmein1 dragon12
  monkey12 master12 shadow12 michael1 jennifer michelle charlie1 qazwsx123 1qazxsw2 zaq12wsx zaq1xsw2 pass1234 test1234
  tochkarosta tochka-rosta точкароста`
    .split(/\s+/)
    .map((word) => word.toLowerCase()),
);

/** Refuses passwords that anybody would try first; throws VALIDATION_FAILED for the field `password`. */
export function checkPasswordPolicy(password: string, phone: string): void {
  const lower = password.toLowerCase();
  if (commonPasswords.has(lower) || /^(.)\1+$/u.test(password)) {
    throw fieldProblem({ field: "password", code: "PASSWORD_COMMON" });
  }
  const digits = phone.slice(2);
  if (lower.replace(/\D/g, "").includes(digits) && lower.replace(/[\d\s()+-]/g, "") === "") {
    throw fieldProblem({ field: "password", code: "PASSWORD_IS_PHONE" });
  }
}
