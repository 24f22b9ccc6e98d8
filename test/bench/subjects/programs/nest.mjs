import { Controller, Get, Inject, Injectable, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** The NestJS 12 of the project. */
export const nest = { Controller, Get, Inject, Injectable, Module, NestFactory, Param };
