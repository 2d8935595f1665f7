// Put into a page by page_browser_test.cpp: uses it as a person would, and writes down what it saw.
'use strict';
(() => {
const seen = [], say = text => seen.push(text), tip = document.getElementById('tip');
const records = JSON.parse(document.getElementById('records').textContent);
const fire = (el, type, [x, y]) => el.dispatchEvent(new PointerEvent(type, {clientX: x, clientY: y, bubbles: true}));
const key = (el, name) => el.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true}));
const root = name => document.getElementById(name).closest('svg');
const middle = el => { const b = el.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; };
const axis = (svg, name) => svg.querySelector('.panel').dataset[name].split(' ').map((v, i) => i ? +v : v);
const project = ([scale, low, high, from, to], v) =>
  from + (scale === 'log' ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low)) * (to - from);
const onScreen = (svg, x, y) => {
  const p = new DOMPoint(project(axis(svg, 'x'), x), project(axis(svg, 'y'), y)).matrixTransform(svg.querySelector('.area').getScreenCTM());
  return [p.x, p.y];
};
let state = 12345;
const random = n => (state = state * 48271 % 2147483647) % n;

// The words at a mark are those of a record with the same numbers.
const rates = root('rates'), steps = root('trajectories');
const dots = [...rates.querySelectorAll('.marks [data-lr]')].filter(el => el.tagName === 'use');
let right = 0;
for (let i = 0; i < 50; ++i) {
  fire(rates, 'pointermove', middle(dots[random(dots.length)]));
  const words = Object.fromEntries(tip.textContent.split('\n').map(line => line.split(' ')));
  right += records.run.some(run => run.lr === +words.lr && run.seed === +words.seed &&
    (typeof run.final_loss === 'number' ? run.final_loss === +words.final_loss : words.final_loss === run.nonfinite.final_loss));
}
const runs = Object.values(records.steps);
for (let i = 0; i < 50; ++i) {
  const run = runs[random(runs.length)], all = run.loss || run['loss float32'].map(v => typeof v === 'number' ? Math.fround(v) : v);
  const at = random(all.filter(v => typeof v === 'number').length);
  fire(steps, 'pointermove', onScreen(steps, at, all[at]));
  const words = Object.fromEntries(tip.textContent.split('\n').map(line => line.split(' ')));
  right += runs.some(other => {
    const loss = (other.loss || other['loss float32'])[+words.step];
    return typeof loss === 'number' && (other.loss ? loss : Math.fround(loss)) === +words.loss && +words.step === at;
  });
}
say(`hover ${right}`);

// Lines lie in their panels.
const drawn = [...document.querySelectorAll('.marks path.l')].map(el => el.getBoundingClientRect().width / el.closest('.area').querySelector('.axes .x').getBoundingClientRect().width);
say(`drawn ${Math.max(...drawn) <= 1.05 && Math.max(...drawn) > 0.7}`);

// A drag enlarges; a double click goes back.
const labels = svg => [...svg.querySelectorAll('.axes text')].map(el => el.textContent).join(' ');
const area = steps.querySelector('.area').getScreenCTM(), at = (x, y) => { const p = new DOMPoint(x, y).matrixTransform(area); return [p.x, p.y]; };
const before = labels(steps), line = steps.querySelector('.marks path.l');
fire(steps, 'pointerdown', at(46, 30));
fire(steps, 'pointermove', at(138, 150));
fire(steps, 'pointerup', at(138, 150));
const zoomed = labels(steps), width = line.getBBox().width;
steps.dispatchEvent(new MouseEvent('dblclick', {bubbles: true}));
say(`zoom ${zoomed !== before} ${Math.round(width / line.getBBox().width)}`);

// A click follows a learning rate through all panels; Escape lets it go.
const faint = () => [...document.querySelectorAll('.marks [data-lr]')].filter(el => el.style.opacity === '0.08');
fire(rates, 'pointerdown', middle(dots[0]));
fire(rates, 'pointerup', middle(dots[0]));
say(`pin ${faint().length > 0} ${faint().some(el => el.dataset.lr === dots[0].dataset.lr)} ${faint().some(el => el.closest('svg') === steps)}`);
key(rates, 'Escape');
say(`free ${faint().length}`);

// The keyboard alone reaches every mark.
const told = new Set();
steps.focus();
key(steps, 'Home');
for (let i = 0; i < 3000; ++i) { told.add(tip.textContent); key(steps, 'ArrowRight'); }
const wanted = runs.reduce((sum, run) => sum + (run.loss || run['loss float32']).filter(v => typeof v === 'number').length, 0);
say(`keys ${document.activeElement === steps} ${told.size >= wanted}`);
key(steps, 'Enter');
say(`enter ${faint().length > 0}`);
key(steps, 'Escape');
const logarithmic = labels(steps);
key(steps, 'l');
say(`scale ${labels(steps) !== logarithmic}`);
say(`outside ${performance.getEntriesByType('resource').length}`);
const out = document.createElement('pre');
out.id = 'seen';
out.textContent = seen.join('; ');
document.body.append(out);
})();
