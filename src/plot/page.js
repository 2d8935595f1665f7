// What a page adds to its pictures: values under the pointer, zoom, another scale, a learning rate followed through all
// panels, by mouse and by keyboard. The page is whole without it.
'use strict';
(() => {
const records = JSON.parse(document.getElementById('records').textContent);
const tip = document.getElementById('tip'), said = document.getElementById('said');
const svg = 'http://www.w3.org/2000/svg';
const panels = [];
let pinned = null;
for (const run of Object.values(records.steps)) if (typeof run.step === 'number') run.step = Array.from({length: run.step}, (_, i) => i);

// Axes: from values to pixels and back.
const axisOf = text => {
  const [scale, low, high, from, to] = text.split(' ');
  return {log: scale === 'log', low: +low, high: +high, from: +from, to: +to};
};
const unit = (axis, v) => axis.log ? Math.log(v / axis.low) / Math.log(axis.high / axis.low) : (v - axis.low) / (axis.high - axis.low);
const project = (axis, v) => axis.from + unit(axis, v) * (axis.to - axis.from);
const value = (axis, p) => {
  const u = (p - axis.from) / (axis.to - axis.from);
  return axis.log ? axis.low * Math.pow(axis.high / axis.low, u) : axis.low + u * (axis.high - axis.low);
};
const digits = v => {
  const short = +v.toPrecision(4), size = Math.abs(short);
  return size !== 0 && (size >= 1e5 || size < 1e-3) ? short.toExponential().replace('+', '') : String(short);
};
const ticksOf = (axis, most) => {
  const ticks = [], push = v => ticks.push({v, text: digits(v)});
  const decades = Math.log10(axis.high / axis.low);
  if (axis.log && decades >= 1.5) {
    const step = Math.ceil(decades / most);
    for (let e = Math.ceil(Math.log10(axis.low)); e <= Math.log10(axis.high); ++e) if (e % step === 0) push(+('1e' + e));
    return ticks;
  }
  const raw = (axis.high - axis.low) / most, power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = power * [1, 2, 5, 10].find(m => m * power >= raw);
  for (let k = Math.ceil(axis.low / step); k * step <= axis.high; ++k) push(k * step);
  return ticks;
};

// Marks: their elements, and their places in values, read off the picture.
const numbers = text => (text.match(/-?[\d.]+/g) || []).map(Number);
const linePoints = d => d.split('M').slice(1).map(piece => {
  const [start, rest = ''] = piece.split('l');
  let [x, y] = numbers(start);
  const points = [[x / 10, y / 10]], steps = numbers(rest);
  for (let i = 0; i + 1 < steps.length; i += 2) points.push([(x += steps[i]) / 10, (y += steps[i + 1]) / 10]);
  return points;
});
const readMark = (panel, el, isAbove) => {
  const title = el.querySelector('title'), [x, y, w, h] = ['x', 'y', 'width', 'height'].map(name => +el.getAttribute(name));
  const mark = {el, isAbove, words: title ? title.textContent : '', lr: el.dataset.lr, run: el.dataset.run, end: ''};
  if (title) title.remove();
  const toValue = (axis, v, size) => 'edges' in el.dataset && (v === 0 || v === size) ? {edge: v} : value(axis, v);
  const toValues = ([x, y]) => [toValue(panel.x, x, panel.width), isAbove ? {edge: y} : toValue(panel.y, y, panel.height)];
  if (el.tagName === 'use') mark.point = toValues([x, y]);
  else if (el.tagName === 'image') mark.box = [toValues([x, y]), toValues([x + w, y + h])];
  else {
    mark.lines = linePoints(el.getAttribute('d')).map(piece => piece.map(toValues));
    if (el.getAttribute('d').endsWith('z')) mark.end = 'z';
    el.removeAttribute('transform');
    el.style.strokeWidth = el.getAttribute('stroke-width') / 10;
    if (el.hasAttribute('stroke-dasharray')) el.setAttribute('stroke-dasharray', numbers(el.getAttribute('stroke-dasharray')).map(v => v / 10));
  }
  return mark;
};

const pixels = (panel, [x, y]) => [[panel.x, x], [panel.y, y]].map(([axis, v]) => v.edge !== undefined ? v.edge : project(axis, v));
const place = (panel, mark) => {
  const text = (point, i) => (i ? 'L' : 'M') + pixels(panel, point).map(v => v.toFixed(1)).join(' ');
  if (mark.lines) mark.el.setAttribute('d', mark.lines.map(piece => piece.map(text).join('')).join('') + mark.end);
  else {
    const [[x, y], [right, bottom]] = (mark.box || [mark.point, mark.point]).map(point => pixels(panel, point));
    const placed = mark.box ? {x, y, width: right - x, height: bottom - y} : {x, y};
    for (const name in placed) mark.el.setAttribute(name, placed[name]);
  }
};

const redraw = panel => {
  for (const mark of panel.marks) place(panel, mark);
  const texts = [], add = (tag, attributes, text) => {
    const el = document.createElementNS(svg, tag);
    for (const name in attributes) el.setAttribute(name, attributes[name]);
    if (text !== undefined) el.textContent = text;
    texts.push(el);
  };
  let grid = '';
  for (const {v, text} of panel.hasNames ? [] : ticksOf(panel.y, 7)) {
    const at = project(panel.y, v);
    grid += `M0 ${at.toFixed(1)}h${panel.width}`;
    add('text', {x: -9, y: at + 4, class: 'e'}, text);
  }
  for (const {v, text} of ticksOf(panel.x, 6)) {
    const at = project(panel.x, v);
    grid += `M${at.toFixed(1)} 0v${panel.height}`;
    add('text', {x: at, y: panel.height + 19, class: 'm'}, text);
  }
  panel.axes.querySelectorAll('text:not(.c)').forEach(el => panel.hasNames && el.classList.contains('e') || el.remove());
  panel.axes.querySelector('.g').setAttribute('d', grid);
  panel.axes.querySelector('.x').setAttribute('d', `M0 0v${panel.height}h${panel.width}`);
  panel.axes.append(...texts);
};

// The points that a pointer can rest on: marks, and the steps of the records behind lines.
const exact = (run, field, i) => {
  const v = run[field] !== undefined ? run[field][i] : run[field + ' float32'] && run[field + ' float32'][i];
  if (typeof v !== 'number') return v;
  return run[field] !== undefined ? v : Math.fround(v);
};
const pointsOf = panel => {
  const points = [], add = (mark, from, to, words) => points.push({mark, from, to, words, at: from.map((v, i) => (v + to[i]) / 2)});
  for (const mark of panel.marks) {
    const all = (mark.lines || [mark.point || mark.box[0]].map(point => [point])).flat().map(point => pixels(panel, point));
    const run = mark.run && records.steps[mark.run];
    if (run && (run[panel.field] || run[panel.field + ' float32']))
      run.step.forEach((step, i) => {
        const v = exact(run, panel.field, i);
        if (typeof v !== 'number') return;
        const at = pixels(panel, [step, v]);
        add(mark, at, at, `${mark.words}\nstep ${step}\n${panel.field} ${v}`);
      });
    else if (all.length < 6) add(mark, all[0], all[Math.min(1, all.length - 1)], mark.words);
    else
      mark.lines.flat().forEach(([x, y], i) => add(mark, all[i], all[i], `${mark.words}\n≈ ${digits(x)}, ${digits(y)}`));
  }
  return points.filter(({words, at: [x, y]}) => words && x >= -5 && x <= panel.width + 5 && y >= -25 && y <= panel.height + 5);
};
const nearest = (panel, x, y) => {
  let best = null, least = 900;
  for (const point of pointsOf(panel)) {
    const [x0, y0] = point.from, dx = point.to[0] - x0, dy = point.to[1] - y0, length = dx * dx + dy * dy;
    const share = length ? Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / length)) : 0;
    const at = [x0 + share * dx, y0 + share * dy];
    const distance = (x - at[0]) ** 2 + (y - at[1]) ** 2 + (length ? 30 : point.mark.lines ? 4 : 0);  // dots first
    if (distance < least) [best, least] = [{...point, at}, distance];
  }
  return best;
};

const show = (panel, point) => {
  panel.ring.setAttribute('visibility', point ? 'visible' : 'hidden');
  tip.hidden = !point;
  if (!point) return;
  tip.textContent = said.textContent = point.words;
  panel.ring.setAttribute('cx', point.at[0]);
  panel.ring.setAttribute('cy', point.at[1]);
  const box = panel.ring.getBoundingClientRect();
  tip.style.left = Math.min(scrollX + box.right + 8, scrollX + innerWidth - tip.offsetWidth - 8) + 'px';
  tip.style.top = Math.max(scrollY, scrollY + box.top - tip.offsetHeight - 4) + 'px';
};
const pin = lr => {
  pinned = lr === pinned ? null : lr;
  for (const panel of panels)
    for (const mark of panel.marks) mark.el.style.opacity = pinned !== null && mark.lr !== undefined && mark.lr !== pinned ? 0.08 : '';
  document.querySelectorAll('tr[data-lr]').forEach(row => row.classList.toggle('pinned', row.dataset.lr === pinned));
  said.textContent = pinned === null ? 'no learning rate is pinned' : 'pinned: learning rate ' + pinned;
};
const reset = panel => {
  panel.x = {...panel.x0};
  panel.y = {...panel.y0};
  redraw(panel);
};
const zoom = (panel, x0, x1, y0, y1) => {
  const ends = (axis, a, b) => [value(axis, a), value(axis, b)].sort((p, q) => p - q);
  const [left, right] = ends(panel.x, x0, x1), [low, high] = ends(panel.y, y0, y1);
  Object.assign(panel.x, {low: left, high: right});
  if (!panel.hasNames) Object.assign(panel.y, {low, high});
  redraw(panel);
};
const switchScale = panel => {
  const axis = panel.y, all = panel.marks.flatMap(mark => mark.lines ? mark.lines.flat() : mark.point ? [mark.point] : [])
    .map(([, y]) => y).filter(v => Number.isFinite(v) && (axis.log || v > 0));
  if (!all.length) return;
  const low = all.reduce((a, b) => Math.min(a, b)), high = all.reduce((a, b) => Math.max(a, b));
  axis.log = !axis.log;
  Object.assign(axis, axis.log ? {low: low / 1.2, high: high * 1.2} : {low: Math.min(low, 0), high: high * 1.05});
  redraw(panel);
};

const setUp = root => {
  const g = root.querySelector('.panel'), inner = g.querySelector('.area');
  const panel = {root, field: g.dataset.field, x: axisOf(g.dataset.x), y: axisOf(g.dataset.y), axes: inner.querySelector('.axes'), marks: []};
  panel.width = Math.abs(panel.x.to - panel.x.from);
  panel.height = Math.abs(panel.y.to - panel.y.from);
  panel.hasNames = panel.y.low > panel.y.high;
  [panel.x0, panel.y0] = [{...panel.x}, {...panel.y}];
  inner.querySelectorAll('.marks').forEach(group => {
    for (const el of [...group.children]) {
      if (el.tagName === 'text' || el.classList.contains('g')) continue;
      const mark = readMark(panel, el, group.classList.contains('lane'));
      place(panel, mark);
      panel.marks.push(mark);
    }
  });
  panel.ring = document.createElementNS(svg, 'circle');
  panel.ring.setAttribute('class', 'ring');
  panel.ring.setAttribute('r', 6);
  inner.append(panel.ring);
  const frame = document.createElementNS(svg, 'rect');
  frame.setAttribute('class', 'frame');
  inner.append(frame);
  const at = event => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(inner.getScreenCTM().inverse());
    return [point.x, point.y];
  };
  let start = null, current = -1;
  root.addEventListener('pointerdown', event => { start = at(event); });
  root.addEventListener('pointermove', event => {
    const [x, y] = at(event);
    if (!start) return show(panel, nearest(panel, x, y));
    for (const [name, v] of [['x', Math.min(x, start[0])], ['y', Math.min(y, start[1])], ['width', Math.abs(x - start[0])], ['height', Math.abs(y - start[1])]])
      frame.setAttribute(name, v);
  });
  root.addEventListener('pointerup', event => {
    const [x, y] = at(event), from = start;
    start = null;
    frame.setAttribute('width', 0);
    if (!from) return;
    if (Math.abs(x - from[0]) > 8 && Math.abs(y - from[1]) > 8) return zoom(panel, from[0], x, from[1], y);
    const point = nearest(panel, x, y);
    if (point && point.mark.lr !== undefined) pin(point.mark.lr);
  });
  root.addEventListener('pointerleave', () => { start = null; frame.setAttribute('width', 0); show(panel, null); });
  root.addEventListener('dblclick', () => reset(panel));
  root.setAttribute('tabindex', 0);
  root.addEventListener('keydown', event => {
    const points = pointsOf(panel).sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
    const move = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10, Home: -Infinity, End: Infinity}[event.key];
    if (move !== undefined && points.length) {
      current = Math.max(0, Math.min(points.length - 1, current + move));
      show(panel, points[current]);
    } else if (event.key === 'Enter' && points[current] && points[current].mark.lr !== undefined) pin(points[current].mark.lr);
    else if (event.key === 'Escape') { if (pinned !== null) pin(pinned); reset(panel); show(panel, null); }
    else if (event.key === 'l') switchScale(panel);
    else if (event.key === '+' || event.key === '-') {
      const f = event.key === '+' ? 0.2 : -0.3, w = panel.width, h = panel.height;
      zoom(panel, w * f, w * (1 - f), h * f, h * (1 - f));
    } else return;
    event.preventDefault();
  });
  if (!panel.hasNames && !root.querySelector('image')) {
    const button = document.createElement('button');
    button.textContent = 'linear / logarithmic';
    button.addEventListener('click', () => switchScale(panel));
    root.after(button);
  }
  panels.push(panel);
};
document.querySelectorAll('figure svg').forEach(setUp);
document.body.classList.add('live');
})();
