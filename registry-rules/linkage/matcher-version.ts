/** Stored with each pair and link, so that it can be said later which rules found it. Changes whenever a decision could. */
export const MATCHER_VERSION = 'first-form-1'
