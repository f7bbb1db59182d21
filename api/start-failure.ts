import { CheckFault } from '#registry-rules/edit-checks/check-fault.ts'
import { FormError } from '#registry-rules/forms/form-error.ts'
import { ConfigError } from '#api/config.ts'
import { KeyRingError } from '#api/crypto/key-ring.ts'
import { FrozenFormError } from '#api/forms/publish-forms.ts'
import { StartError } from '#api/open-registry.ts'

const listenFailures: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is in use by another program: set PORT to a free one, or stop the other program.',
  EACCES: 'The port may not be opened by this user: set PORT to one above 1023.',
  EADDRNOTAVAIL: 'HOST is no address of this machine.',
  ENOTFOUND: 'HOST is no known name.',
}

/** One sentence about why a process could not start or go on; never a stack, a value or a password. */
export function describeStartFailure(error: unknown): string {
  const { code, syscall, name, message } = error as NodeJS.ErrnoException
  if (syscall === 'listen' || syscall === 'getaddrinfo')
    return listenFailures[code ?? ''] ?? `The port could not be opened (${code ?? 'unknown error'}).`
  const isTold =
    [ConfigError, KeyRingError, FrozenFormError, StartError, FormError, CheckFault].some(
      (kind) => error instanceof kind,
    ) ||
    name === 'CatalogueProblem' ||
    name === 'EmbeddedPostgresError'
  if (isTold) return message
  if (name === 'Error' && code === undefined) return message
  return `The registry could not start: ${name}${code === undefined ? ` (${message})` : ` (${code})`}.`
}
