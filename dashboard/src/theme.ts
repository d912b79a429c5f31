/** The cookie that keeps which light the reader chose; without it the device says. */
export const themeCookie = "theme";
