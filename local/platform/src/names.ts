/** The namespace of the platform's own programs, as the chart is rendered for. */
export const systemNamespace = "tochka-rosta-system";
/** Who owns what this package applies. */
export const fieldManager = "tochka-rosta-local";
