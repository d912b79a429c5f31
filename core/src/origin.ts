/** Where a change came from, for audit records. */
export interface CallOrigin {
  readonly address: string;
  readonly requestId: string;
  readonly userAgent: string | undefined;
}
