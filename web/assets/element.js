/**
 * Makes an element. Children are elements or plain values, which enter as text, never as HTML;
 * `undefined` is left out.
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name, value)
    else if (value === true) node.setAttribute(name, '')
    else if (value !== undefined && value !== false) node.setAttribute(name, value)
  }
  node.append(...children.filter((child) => child !== undefined))
  return node
}

/** The element with this id; it stands in `index.html`. */
export const byId = (id) => document.getElementById(id)
