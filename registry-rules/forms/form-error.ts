/** A schema that cannot be used as a form; the message names the form and the place. A fault of the author, not of a reporter. */
export class FormError extends Error {
  override name = 'FormError'
}
