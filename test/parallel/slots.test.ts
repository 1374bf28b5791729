import { expect, test } from "@jest/globals";
import { Slots } from "../../src/parallel/slots.js";

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Names of those who were served, and of those who gave up, in order. */
function visitors(slots: Slots) {
  const served: string[] = [];
  const gone: string[] = [];
  const visit = (name: string, count: number) => {
    const { granted, withdraw } = slots.request(count);
    void granted.then((got) => (got ? served : gone).push(name));
    return withdraw;
  };
  return { served, gone, visit };
}

test("takers wait until enough slots are free, and are served in order", async () => {
  const slots = new Slots(2);
  const { served, visit } = visitors(slots);
  visit("a", 1);
  visit("b", 1);
  visit("c", 1);
  await settle();
  expect(served).toEqual(["a", "b"]);
  slots.give(1);
  await settle();
  expect(served).toEqual(["a", "b", "c"]);
});

test("a group that needs all slots is not overtaken by single takers", async () => {
  const slots = new Slots(3);
  const { served, visit } = visitors(slots);
  visit("first", 1);
  visit("group", 3);
  visit("late", 1);
  await settle();
  expect(served).toEqual(["first"]);
  slots.give(1);
  await settle();
  expect(served).toEqual(["first", "group"]);
  slots.give(3);
  await settle();
  expect(served).toEqual(["first", "group", "late"]);
});

test("who gives up waiting is told so, takes nothing, and no longer holds back those behind", async () => {
  const slots = new Slots(2);
  const { served, gone, visit } = visitors(slots);
  const first = visit("first", 1);
  const withdraw = visit("group", 2);
  visit("late", 1);
  await settle();
  expect(served).toEqual(["first"]);
  withdraw();
  withdraw();
  // It has its slot; there is nothing to give up.
  first();
  await settle();
  expect([served, gone]).toEqual([["first", "late"], ["group"]]);
});
