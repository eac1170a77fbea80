// scimmy-routers on express with Maps for a store. What the packages leave to their host is done in
// the cheapest way there is: a look-up table for user names, and the parsed filter for lists.
import { randomUUID } from "node:crypto";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const [port, token] = process.argv.slice(2);
const users = new Map();
const names = new Map();

const User = SCIMMY.Resources.declare(SCIMMY.Resources.User);
User.ingress((resource, data) => {
  const old = resource.id ? users.get(resource.id) : undefined;
  const user = { ...JSON.parse(JSON.stringify(data)), id: old?.id ?? randomUUID() };
  const name = user.userName.toLowerCase();
  if ((names.get(name) ?? user.id) !== user.id) {
    throw new SCIMMY.Types.Error(409, "uniqueness", "userName is taken");
  }
  const now = new Date().toISOString();
  user.meta = { created: old?.meta.created ?? now, lastModified: now };
  names.set(name, user.id);
  users.set(user.id, user);
  return user;
});
User.egress((resource) => {
  if (!resource.id) {
    const all = [...users.values()];
    return resource.filter ? resource.filter.match(all) : all;
  }
  const user = users.get(resource.id);
  if (!user) throw new SCIMMY.Types.Error(404, null, "not found");
  return user;
});
User.degress((resource) => {
  users.delete(resource.id);
});

const app = express();
app.use("/", new SCIMMYRouters({
  type: "bearer",
  handler: (request) => {
    if (request.header("Authorization") !== `Bearer ${token}`) throw new Error("wrong token");
    return "benchmark";
  },
}));
app.listen(Number(port), "127.0.0.1");
