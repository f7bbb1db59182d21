import { element } from './element.js'

/**
 * A table whose rows become cards on a narrow screen. Columns are `{ label, cell(row) }`. The roles are written out
 * because a browser drops them once the display is no longer that of a table.
 */
export function table(caption, columns, rows) {
  return element(
    'table',
    { role: 'table', 'aria-label': caption },
    element(
      'thead',
      { role: 'rowgroup' },
      element(
        'tr',
        { role: 'row' },
        ...columns.map(({ label }) => element('th', { role: 'columnheader', scope: 'col' }, label)),
      ),
    ),
    element(
      'tbody',
      { role: 'rowgroup' },
      ...rows.map((row) =>
        element(
          'tr',
          { role: 'row' },
          ...columns.map(({ label, cell }) => {
            const content = cell(row)
            return element(
              'td',
              { role: 'cell', 'data-heading': label },
              ...(Array.isArray(content) ? content : [content]),
            )
          }),
        ),
      ),
    ),
  )
}
