export { default } from "../dashboard/loading.tsx";
