import { repositoryRoot } from "@tochka-rosta/build";
import { readRootVersion } from "@tochka-rosta/images";

/** What the tests of a real cluster call things; none of these names exists outside them. */
export const release = "tochka-rosta";
export const systemNamespace = "tochka-rosta-system";
/** The trial's sites and its dashboard live under different registrable domains, as in production. */
export const siteDomain = "sites.test";
export const dashboardHost = "app.rosta.test";
export const dashboardUrl = `https://${dashboardHost}`;
/** The tag of every image that is made here. */
export const currentTag = readRootVersion(repositoryRoot);
/** The programs that tests upgrade while they are used, and the tag under which the cluster has them a second time. */
export const upgradedImages = ["core", "shop"];
export const nextTag = `${currentTag}-next`;
