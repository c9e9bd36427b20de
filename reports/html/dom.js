"use strict";
// Elements are made here and nowhere else. A text becomes a text node: nothing that a spec says is ever read as markup.

const svgNamespace = "http://www.w3.org/2000/svg";

/** Sets what is given: on...: a listener, class and data: as they are called in HTML; null and false: left out. */
function furnish(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  return element;
}

/** Texts, elements, lists of them; null and false stand for nothing. */
function put(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

function make(tag, properties = {}, ...children) {
  return put(furnish(document.createElement(tag), properties), ...children);
}

function draw(tag, properties = {}, ...children) {
  return put(furnish(document.createElementNS(svgNamespace, tag), properties), ...children);
}

/** The children replaced. */
function refill(element, ...children) {
  element.replaceChildren();
  return put(element, ...children);
}

function button(label, act, properties = {}) {
  return make("button", { type: "button", onclick: act, ...properties }, label);
}

/** A control with its label around it. */
function labelled(label, control, properties = {}) {
  return make("label", properties, make("span", {}, label), control);
}

function options(pairs) {
  return pairs.map(([value, text]) => make("option", { value }, text));
}

function count(number, one, many = one + "s") {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many}`;
}

/** "specs/drivers/vfio.rvk:33:9" -> "vfio.rvk:33". */
function shortPlace(place) {
  return place.replace(/^.*\//, "").replace(/^(.*:\d+):\d+$/, "$1");
}

/** "specs/drivers/vfio.rvk:33:9" -> {file, line}; null for none. */
function placeOf(text) {
  const found = /^(.*):(\d+):\d+$/s.exec(text ?? "");
  return found && { file: found[1], line: Number(found[2]) };
}
