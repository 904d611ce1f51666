import { z } from 'zod';

import { route } from '../../http/route.ts';
import { IdParams, page } from '../../http/shapes.ts';
import { Article, ArticleBody, ArticlePatch, ArticleQuery, ArticleSummary, ArticleVersion, Category, CategoryBody, CategoryPatch, SearchBody, SearchHit, VersionParams } from './schema.ts';

const tag = 'Knowledge';
const CHANGED = { 409: 'Somebody else changed it meanwhile; the answer holds both sides' };

export const knowledgeRoutes = [
  route({ method: 'get', path: '/knowledge/categories', access: 'member', tag, summary: 'List categories by name', response: z.object({ items: z.array(Category), nextCursor: z.null() }), handle: async ({ cradle }) => ({ items: await cradle.categories.list(), nextCursor: null }) }),
  route({ method: 'post', path: '/knowledge/categories', access: 'admin', tag, summary: 'Create a category', body: CategoryBody, response: Category, status: 201, handle: ({ cradle, body }) => cradle.categories.create(body) }),
  route({ method: 'patch', path: '/knowledge/categories/:id', access: 'admin', tag, summary: 'Rename or move a category', params: IdParams, body: CategoryPatch, response: Category, problems: CHANGED, handle: ({ cradle, params, body }) => cradle.categories.update(params.id, body) }),
  route({ method: 'delete', path: '/knowledge/categories/:id', access: 'admin', tag, summary: 'Delete a category; its articles stay', params: IdParams, handle: ({ cradle, params }) => cradle.categories.delete(params.id) }),
  route({ method: 'get', path: '/knowledge/articles', access: 'member', tag, summary: 'List articles, newest first, without their texts', query: ArticleQuery, response: page(ArticleSummary), handle: ({ cradle, query }) => cradle.articles.list(query) }),
  route({ method: 'post', path: '/knowledge/articles', access: 'admin', tag, summary: 'Create an article', body: ArticleBody, response: Article, status: 201, handle: ({ cradle, body }) => cradle.articles.create(body) }),
  route({ method: 'get', path: '/knowledge/articles/:id', access: 'member', tag, summary: 'Read an article', params: IdParams, response: Article, handle: ({ cradle, params }) => cradle.articles.get(params.id) }),
  route({ method: 'patch', path: '/knowledge/articles/:id', access: 'admin', tag, summary: 'Change an article; makes a new version', params: IdParams, body: ArticlePatch, response: Article, problems: CHANGED, handle: ({ cradle, params, body }) => cradle.articles.update(params.id, body) }),
  route({ method: 'delete', path: '/knowledge/articles/:id', access: 'admin', tag, summary: 'Delete an article; what it said stays on record', params: IdParams, handle: ({ cradle, params }) => cradle.articles.delete(params.id) }),
  route({ method: 'get', path: '/knowledge/articles/:id/versions/:version', access: 'member', tag, summary: 'Read one version of an article', params: VersionParams, response: ArticleVersion, handle: ({ cradle, params }) => cradle.articles.version(params.id, params.version) }),
  route({
    method: 'post',
    path: '/knowledge/search',
    access: 'member',
    tag,
    summary: 'Search by words and by meaning',
    body: SearchBody,
    response: z.object({ items: z.array(SearchHit) }),
    handle: async ({ cradle, body, request }) => ({ items: (await cradle.knowledge.search(body, { signal: request.signal })).items }),
  }),
];
