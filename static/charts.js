// Draws each `figure[data-chart]` from the table that stands in it: the table stays, behind one click.
"use strict";

function shades() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function read(figure) {
  const rows = [...figure.querySelectorAll("tbody tr")];
  const heads = [...figure.querySelectorAll("thead th")].map((each) => each.textContent);
  return {
    names: rows.map((row) => row.cells[0].textContent),
    heads,
    series: heads
      .map((head, place) => ({ head, values: rows.map((row) => row.cells[place].dataset.value) }))
      .filter((each) => each.values.some((value) => value !== undefined))
      .map((each) => ({ head: each.head, values: each.values.map((value) => (value === "" ? null : Number(value))) })),
  };
}

const LEGEND = { top: 0, left: "center", itemGap: 18, itemWidth: 18, itemHeight: 9, icon: "roundRect" };

const KINDS = {
  bars(table, shade) {
    const own = table.series[0];
    return {
      xAxis: { type: "category", data: table.names, axisLabel: { hideOverlap: true } },
      yAxis: { type: "value", minInterval: 1 },
      series: [{ type: "bar", name: own.head, data: own.values, itemStyle: { color: shade("gold") }, barCategoryGap: "12%" }],
    };
  },
  lines(table, shade) {
    const strong = Math.floor(table.series.length / 2);
    return {
      legend: LEGEND,
      xAxis: { type: "category", data: table.names, boundaryGap: false, axisLabel: { hideOverlap: true, alignMaxLabel: "right" } },
      yAxis: { type: "value", scale: true },
      series: table.series.map((each, place) => ({
        type: "line", name: each.head, data: each.values, showSymbol: false, connectNulls: true,
        lineStyle: { width: place === strong ? 3 : 1.5, type: place === strong ? "solid" : "dashed" },
        color: place === strong ? shade("red") : shade(place ? "gold" : "blue"),
      })),
    };
  },
  funnel(table, shade) {
    return {
      grid: { left: 8, right: 56, top: table.series.length > 1 ? 34 : 8, bottom: 8, containLabel: true },
      xAxis: { type: "value", show: false },
      yAxis: { type: "category", inverse: true, data: table.names, axisTick: { show: false }, axisLine: { show: false } },
      series: table.series.map((each, place) => ({
        type: "bar", name: each.head, data: each.values, label: { show: true, position: "right" },
        itemStyle: { color: place ? shade("gold") : shade("red") }, barCategoryGap: "25%",
      })),
      legend: table.series.length > 1 ? LEGEND : undefined,
    };
  },
};

function lettered(option, shade) {
  const axis = {
    axisLabel: { color: shade("faint") },
    axisLine: { lineStyle: { color: shade("dash") } },
    splitLine: { lineStyle: { color: shade("line") } },
  };
  const series = option.series.map((each) => (each.label ? { label: { color: shade("ink") } } : {}));
  return {
    xAxis: axis, yAxis: axis, series,
    ...(option.legend ? { legend: { textStyle: { color: shade("ink") } } } : {}),
  };
}

function draw(figure) {
  if (!window.echarts || figure.dataset.drawn) return;
  figure.dataset.drawn = "1";
  const place = document.createElement("div");
  place.className = "chart";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", figure.querySelector("figcaption").textContent);
  figure.prepend(place);
  const table = read(figure);
  const chart = window.echarts.init(place, null, { renderer: "svg" });
  const paint = () => {
    const shade = shades();
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75;
    const option = KINDS[figure.dataset.chart](table, shade);
    chart.setOption({
      animation: false,
      textStyle: { fontSize: size, fontFamily: "inherit", color: shade("ink") },
      grid: { left: 8, right: 16, top: option.legend ? 34 : 16, bottom: 8, containLabel: true },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true },
      ...option,
    });
    chart.setOption(lettered(option, shade));
  };
  paint();
  // In the dark, and back on white paper; Chrome 80 has `addListener`, as all have.
  for (const query of ["print", "(prefers-color-scheme: dark)"]) matchMedia(query).addListener(paint);
  const drawn = place.querySelector("svg");
  const scaled = () => drawn.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  scaled();  // on a sheet it is another size than on the screen
  new ResizeObserver(() => {
    if (matchMedia("print").matches) return;
    chart.resize();
    scaled();
  }).observe(place);
}

function drawAll(root) {
  root.querySelectorAll("figure[data-chart]").forEach(draw);
}
document.addEventListener("DOMContentLoaded", () => drawAll(document));
document.addEventListener("htmx:load", (event) => drawAll(event.target));
