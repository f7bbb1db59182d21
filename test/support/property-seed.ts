import { configureGlobal } from 'fast-check'

// The same examples in every run, so that a change is judged by what it changes; another seed looks further:
// PROPERTY_SEED=$RANDOM npm run test:fast
configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20261124) })
