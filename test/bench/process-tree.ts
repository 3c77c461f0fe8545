import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds (user and system) that a process and its children have used. Linux only. */
export function cpuSeconds(pid: number): number {
  return treeOf(pid).reduce((sum, each) => sum + ticksOf(each), 0) / ticksPerSecond;
}

/** Resident bytes of a process and its children. */
export function residentBytes(pid: number): number {
  return treeOf(pid).reduce((sum, each) => sum + Number(statm(each).split(' ')[1] ?? 0), 0) * 4096;
}

const ticksPerSecond = 100;

function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(fieldsOf(Number(name))[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [pid];
  for (const each of tree) tree.push(...(children.get(each) ?? []));
  return tree;
}

function ticksOf(pid: number): number {
  const fields = fieldsOf(pid);
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** The fields of `/proc/<pid>/stat` after the command, which may hold spaces. */
function fieldsOf(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function statm(pid: number): string {
  return read(`/proc/${pid}/statm`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended between being listed and being read.
    return '';
  }
}
