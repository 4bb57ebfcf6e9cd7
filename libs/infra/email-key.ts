/** An e-mail as it is compared, whatever its case: no database does that for more than ASCII by itself. */
export function emailKey(email: string): string {
  return email.normalize('NFC').toLowerCase();
}
