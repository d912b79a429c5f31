export { readConfig, type Settings } from "./settings.ts";
export { startDoor, type DoorDependencies, type RunningDoor } from "./start-door.ts";
