import tseslint from 'typescript-eslint'

/** Rules that find mistakes; the formatter has no opinions to discuss, so none about layout stand here. */
export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      '.data/',
      'coverage/',
      'web/assets/',
      'web/dist/',
      'schemas/core/case-report-document.ts',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: false },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/require-await': 'off',
      // `return report(problem)` in a function that gives nothing back: leaving early in one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Codes come as unknown JSON; what is no text is refused by its schema before.
      '@typescript-eslint/no-base-to-string': 'off',
      // A type parameter of a reader (`unseal<Draft>`) says what the caller knows of the value; used once by its nature.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Spreading a string gives its characters, which is what names and numbers are compared by.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Replies are looked into as they come: what a test finds in them is what it checks.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['web/**/*.tsx'],
    rules: {
      // rjsf hands schemas and answers on as `any`; what comes from it is given a type at once.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
)
