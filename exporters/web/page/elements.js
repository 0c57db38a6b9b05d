"use strict";

// Building blocks of the page. CMake joins the scripts of this folder to one, page.js, in the order
// in which CMakeLists.txt names them.

const byId = (id) => document.getElementById(id);

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function shape(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "shape");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  setShape(svg, name);
  return svg;
}

function setShape(svg, name) {
  const href = `#shape-${name}`;
  if (svg.firstChild.getAttribute("href") !== href) svg.firstChild.setAttribute("href", href);
}

/** Children of `parent` become `items`, in their order; what stays keeps focus and openness. */
function reconcile(parent, items, keyOf, make, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    let child = old.get(key);
    if (child) {
      old.delete(key);
    } else {
      child = make();
      child.dataset.key = key;
    }
    if (child === place) place = place.nextSibling;
    else parent.insertBefore(child, place);
    update(child, item);
  }
  for (const left of old.values()) left.remove();
}

/** The name of a reason, as a person says it. */
const inWords = (name) => name.replace(/_/g, " ");

const part = (parent, name) => parent.querySelector(`:scope .${name}`);

/** host:port, which a narrow card breaks before the port and nowhere else if it can. */
function setAddress(element, address) {
  if (element.textContent === address) return;
  const colon = address.lastIndexOf(":");
  element.replaceChildren(address.slice(0, colon), document.createElement("wbr"),
                          address.slice(colon));
}
